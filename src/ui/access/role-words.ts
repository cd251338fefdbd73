import { msg } from '@lit/localize';
import type { Role } from '../../core/access.ts';

export function roleWords(role: Role): string {
  switch (role) {
    case 'viewer':
      return msg('Viewer');
    case 'technician':
      return msg('Technician');
    case 'reviewer':
      return msg('Reviewer');
    case 'administrator':
      return msg('Administrator');
  }
}
