import { describe, expect, it } from 'vitest';
import { ffmpegArguments } from '../../src/capture/ffmpeg-arguments.ts';
import { type FfmpegAddress, parseSource } from '../../src/capture/source-address.ts';

const live = { width: 960, height: 720, fps: 30, pace: 'realtime', loop: false } as const;
const words = (source: string, options: Partial<Parameters<typeof ffmpegArguments>[1]> = {}) =>
  ffmpegArguments(parseSource(source) as FfmpegAddress, { ...live, ...options }).join(' ');

describe('ffmpegArguments', () => {
  it('asks a USB camera for MJPEG in size and rate, and takes what it has where it cannot', () => {
    const camera = 'v4l2:/dev/v4l/by-id/cam';
    expect(words(camera)).toBe(
      '-hide_banner -nostdin -nostats -loglevel error ' +
        '-fflags nobuffer -flags low_delay -analyzeduration 1000000 -probesize 1000000 -fpsprobesize 0 ' +
        '-f v4l2 -input_format mjpeg -framerate 30 -video_size 960x720 -i /dev/v4l/by-id/cam ' +
        '-map 0:V:0 -vf scale=960:720:force_original_aspect_ratio=decrease,format=rgb24,pad=960:720:(ow-iw)/2:(oh-ih)/2 ' +
        '-fps_mode passthrough -f rawvideo -pix_fmt rgb24 pipe:1',
    );
    expect(words(camera, { v4l2Format: 'any' })).not.toContain('-input_format');
  });

  it('reads RTSP over TCP with a timeout, under the name this ffmpeg has for it', () => {
    expect(words('rtsp://cam/x')).toContain(
      '-rtsp_transport tcp -timeout 5000000 -allowed_media_types video -i rtsp://cam/x',
    );
    expect(words('rtsp://cam/x', { version: [4, 4] })).toContain('-rtsp_transport tcp -stimeout 5000000 ');
    expect(words('rtsp://cam/x', { version: [4, 4] })).toContain(' -vsync passthrough ');
    expect(words('rtsp://cam/x', { version: [5, 0] })).toContain(' -vsync passthrough ');
    expect(words('rtsp://cam/x', { version: [5, 1] })).toContain(' -fps_mode passthrough ');
  });

  it('plays a file in real time or as fast as it can, once or for ever', () => {
    expect(words('file:/a b.mp4')).toContain('error -re -protocol_whitelist file -i file:/a b.mp4 ');
    expect(words('file:a.mp4', { loop: true })).toContain(' -re -stream_loop -1 ');
    expect(words('file:a.mp4', { pace: 'asap' })).not.toMatch(/-re |-stream_loop|nobuffer|pad=/);
    expect(words('file:a.mp4', { pace: 'asap', loop: true })).toContain(' -stream_loop -1 ');
  });

  it('paces a recording behind a web server, and hurries with a web camera', () => {
    expect(words('http://box/a.mp4', { loop: true })).toMatch(
      /-rw_timeout 5000000 -re -stream_loop -1 -i http/,
    );
    expect(words('http://box/live.mjpeg', { loop: true })).not.toMatch(/-re |-stream_loop/);
    expect(words('http://box/live.mjpeg')).toContain('-fflags nobuffer');
  });
});
