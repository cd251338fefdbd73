import { describe, expect, it } from 'vitest';
import { startSessionRequest } from '../../src/core/wire/session.ts';
import { readOrderForm } from '../../src/ui/session/order-form.ts';

function formOf(fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

const BLANK = { age: '', ageUnit: 'years', sex: '', wbc: '', target: '' };

describe('the order form', () => {
  it('left empty asks for a free count of an unknown specimen', () => {
    expect(startSessionRequest.parse(readOrderForm(formOf(BLANK)))).toEqual({
      accession: null,
      age: null,
      sex: null,
      wbcCount: null,
      wbcIsCorrected: false,
      target: null,
    });
  });

  it('reads what was entered; a decimal comma is as good as a point', () => {
    const form = {
      age: ' 3 ',
      ageUnit: 'days',
      sex: 'male',
      wbc: '17,4',
      wbcIsCorrected: 'on',
      target: '200',
    };
    expect(startSessionRequest.parse(readOrderForm(formOf(form)))).toMatchObject({
      age: { value: 3, unit: 'days' },
      sex: 'male',
      wbcCount: 17.4,
      wbcIsCorrected: true,
      target: 200,
    });
  });

  it.each([
    ['age', { age: '3.5' }],
    ['age', { age: '-1' }],
    ['age', { age: 'ten' }],
    ['wbcCount', { wbc: '0' }],
    ['wbcCount', { wbc: '7200' }],
    ['wbcCount', { wbc: '1,2,3' }],
  ])('leaves a wrong %s to be refused: %o', (field, wrong) => {
    const result = startSessionRequest.safeParse(readOrderForm(formOf({ ...BLANK, ...wrong })));
    expect(result.error?.issues[0]?.path[0]).toBe(field);
  });
});
