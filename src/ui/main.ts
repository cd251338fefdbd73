import './live/plain-validators.ts';
import './theme/web-awesome.ts';
import './live-page.ts';
import { installClassColours } from './theme/class-colours.ts';
import { applyThemeChoice, storedThemeChoice } from './theme/theme-choice.ts';

applyThemeChoice(storedThemeChoice());
installClassColours(document.documentElement);
