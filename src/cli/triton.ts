import { parseArgs } from 'node:util';
import { HematovisionError, messageOf } from '../core/errors.ts';
import { writeTritonRepository } from '../inference/triton-repository.ts';
import { PRODUCT } from '../product.ts';

const HELP = `hematovision triton DIR [--models DIR]
  Writes the models as a model repository for Triton Inference Server:
    tritonserver --model-repository=DIR
    hematovision serve with inference.provider kserve and inference.kserveUrl http://127.0.0.1:8000
`;

/** `hematovision triton`. Resolves to the exit code; throws HematovisionError. */
export async function runTriton(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parse(argv);
  const [folder, ...more] = positionals;
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (folder === undefined || more.length > 0)
    throw new HematovisionError('usage', 'triton takes one folder');
  await writeTritonRepository(values.models ?? PRODUCT.modelDirectory, folder);
  process.stdout.write(`${folder}: detector, classifier\n`);
  return 0;
}

function parse(argv: readonly string[]) {
  try {
    const options = { models: { type: 'string' }, help: { type: 'boolean', default: false } } as const;
    return parseArgs({ args: [...argv], allowPositionals: true, options });
  } catch (cause) {
    throw new HematovisionError('usage', messageOf(cause), { cause });
  }
}
