/** The ways to H.264 we know, best first: what the graphics card offers, then the processor. */
export const ENCODERS = ['h264_nvenc', 'libx264'] as const;
export type EncoderName = (typeof ENCODERS)[number];

/** Constrained baseline, each picture out before the next comes in, and no key frame but those asked for. */
export const ENCODER_ARGUMENTS: Readonly<Record<EncoderName, readonly string[]>> = {
  h264_nvenc: [
    ...['-c:v', 'h264_nvenc', '-preset', 'p3', '-tune', 'ull', '-zerolatency', '1', '-delay', '0'],
    ...['-rc', 'cbr', '-forced-idr', '1', '-no-scenecut', '1', '-profile:v', 'baseline'],
  ],
  libx264: [
    ...['-c:v', 'libx264', '-preset', 'superfast', '-tune', 'zerolatency', '-threads', '1'],
    ...['-sc_threshold', '0', '-profile:v', 'baseline'],
  ],
};
