/** The Web Awesome components the dashboard uses; each brings only what it depends on. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
