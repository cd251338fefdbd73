import { msg } from '@lit/localize';

/** Cohen's kappa in the words of Landis and Koch (Biometrics 1977, 33:159). */
export function kappaWords(kappa: number): string {
  if (kappa < 0) return msg('less agreement than by chance');
  if (kappa <= 0.2) return msg('slight agreement');
  if (kappa <= 0.4) return msg('fair agreement');
  if (kappa <= 0.6) return msg('moderate agreement');
  if (kappa <= 0.8) return msg('substantial agreement');
  return msg('almost perfect agreement');
}
