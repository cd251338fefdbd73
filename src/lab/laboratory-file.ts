import { checked, readYaml } from '../core/checked-yaml.ts';
import { type LaboratoryRules, laboratoryRules } from '../core/laboratory-rules.ts';

/** Reads and checks the laboratory's ranges, review rules and codes; a fault names every wrong place at once. */
export function readLaboratoryRules(path: string): LaboratoryRules {
  return checked(laboratoryRules, readYaml(path, 'Laboratory file'), {
    where: path,
    hint: 'deploy/laboratory.yaml is a complete example; the setting lab.rulesFile names the file in use.',
  });
}
