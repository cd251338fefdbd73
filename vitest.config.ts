import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { CHROMIUM_ARGUMENTS, chromiumProgram } from './test/support/chromium.ts';

/** Elements of the dashboard by themselves, in Chromium. */
const IN_BROWSER = ['test/ui/browser/**/*.test.ts'];

/** Real video over real networks: what else computes beside it is seen as a slow way. They run last, one by one. */
const ALONE = ['test/ui/video.e2e.test.ts', 'test/network/**/*.test.ts', 'test/video/whip-publisher.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A loaded machine is late; a poll that would succeed must not give up after the default second.
    expect: { poll: { timeout: 10_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: [...ALONE, ...IN_BROWSER],
          // Two cores: real ffmpeg, mosquitto and Chromium in more workers than cores only make each other late.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'in browser',
          include: IN_BROWSER,
          sequence: { groupOrder: 1 },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: chromiumProgram(), args: [...CHROMIUM_ARGUMENTS] },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 2 } },
      },
    ],
  },
});
