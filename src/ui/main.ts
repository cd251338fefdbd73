import './live/plain-validators.ts';
import './theme/web-awesome.ts';
import './access/access-gate.ts';
import { applyLanguage } from './locale/apply-language.ts';
import { storedLanguageChoice } from './locale/language.ts';
import { installClassColours } from './theme/class-colours.ts';
import { applyThemeChoice, storedThemeChoice } from './theme/theme-choice.ts';

void applyLanguage(storedLanguageChoice());
applyThemeChoice(storedThemeChoice());
installClassColours(document.documentElement);
