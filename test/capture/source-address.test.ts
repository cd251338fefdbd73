import { describe, expect, it } from 'vitest';
import { type FfmpegAddress, parseSource, redact, sourceLabel } from '../../src/capture/source-address.ts';
import { HematovisionError } from '../../src/core/errors.ts';

describe('parseSource', () => {
  it.each([
    ['simulator', { kind: 'simulator' }],
    [' simulator\n', { kind: 'simulator' }],
    ['file:slide a.mp4', { kind: 'file', path: 'slide a.mp4' }],
    ['file:/data/a:b.mp4', { kind: 'file', path: '/data/a:b.mp4' }],
    ['file:///data/slide%20a.mp4', { kind: 'file', path: '/data/slide a.mp4' }],
    ['file:-odd.mp4', { kind: 'file', path: '-odd.mp4' }],
    [
      'v4l2:/dev/v4l/by-id/usb-Cam_1-video-index0',
      { kind: 'v4l2', device: '/dev/v4l/by-id/usb-Cam_1-video-index0' },
    ],
    ['v4l2:/dev/video0', { kind: 'v4l2', device: '/dev/video0' }],
    ['rtsp://cam/stream1', { kind: 'rtsp', url: 'rtsp://cam/stream1' }],
    ['RTSPS://u:p@cam:322/x', { kind: 'rtsp', url: 'rtsps://u:p@cam:322/x' }],
    ['http://cam/live.mjpeg', { kind: 'http', url: 'http://cam/live.mjpeg', recorded: false }],
    ['https://box/slide.MP4?t=1', { kind: 'http', url: 'https://box/slide.MP4?t=1', recorded: true }],
  ])('reads %s', (text, address) => {
    expect(parseSource(text)).toEqual(address);
  });

  it.each([
    '',
    'camera',
    'file:',
    'file://host/a.mp4',
    'v4l2:video0',
    'v4l2:',
    'rtsp://',
    'http:',
    'ftp://box/a.mp4',
    'slide.mp4',
  ])('refuses "%s" with a hint', (text) => {
    expect(() => parseSource(text)).toThrow(HematovisionError);
    expect(() => parseSource(text)).toThrow(
      expect.objectContaining({ code: 'source-invalid', hint: expect.stringContaining('rtsp://') }),
    );
  });

  it('does not repeat the password of an address it refuses', () => {
    expect(() => parseSource('rtsp://admin:s3/cret@camera/x')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('cret') }),
    );
  });
});

describe('sourceLabel', () => {
  it.each([
    ['simulator', 'simulated microscope'],
    ['file:/data/slide-a.mp4', 'slide-a.mp4'],
    ['v4l2:/dev/video0', '/dev/video0'],
    ['rtsp://admin:s3cret@10.0.0.5:8554/stream1', 'rtsp://10.0.0.5:8554/stream1'],
    [
      'rtsp://10.0.0.5/user=admin&password=s3cret&channel=1',
      'rtsp://10.0.0.5/user=admin&password=…&channel=1',
    ],
    ['https://token@cam/live.mjpeg?token=s3cret#s3cret', 'https://cam/live.mjpeg'],
  ])('of %s is %s', (text, label) => {
    expect(sourceLabel(parseSource(text))).toBe(label);
  });
});

describe('redact', () => {
  it('takes the password out of everything ffmpeg may print', () => {
    const address = parseSource('rtsp://admin:p%40ss%2Fword@cam:554/x') as FfmpegAddress;
    const lines = [
      'rtsp://admin:p%40ss%2Fword@cam:554/x: Connection refused',
      'rtsp://admin:p@ss/word@cam:554/x failed',
      'could not log in with p@ss/word',
    ].join('\n');
    const clean = redact(lines, address);
    expect(clean).not.toMatch(/p%40ss|p@ss|word@/);
    expect(clean).toContain('rtsp://cam:554/x: Connection refused');
  });
});
