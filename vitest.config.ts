import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A loaded machine is late; a poll that would succeed must not give up after the default second.
    expect: { poll: { timeout: 10_000 } },
    // Two cores: real ffmpeg, mosquitto and Chromium in more workers than cores only make each other late.
    maxWorkers: 2,
  },
});
