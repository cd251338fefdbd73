import './live/plain-validators.ts';
import './theme/web-awesome.ts';
import './access/access-gate.ts';
import { installClassColours } from './theme/class-colours.ts';
import { applyThemeChoice, storedThemeChoice } from './theme/theme-choice.ts';

applyThemeChoice(storedThemeChoice());
installClassColours(document.documentElement);
