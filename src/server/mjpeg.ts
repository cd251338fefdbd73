import type { LiveHub } from './live-hub.ts';

const BOUNDARY = 'hematovision-frame';

/**
 * An endless multipart answer with the boxes drawn in, for players and dashboards that only know MJPEG.
 * A reader that has not taken the last picture misses the next. `watchOver` is given what ends the answer and
 * returns what is called when it has ended by itself.
 */
export function mjpegResponse(hub: LiveHub, watchOver: (end: () => void) => () => void): Response {
  let detach = (): void => undefined;
  let left = (): void => undefined;
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        detach = hub.attachPictures({
          offer: (jpeg) => {
            if ((controller.desiredSize ?? 0) > 0) controller.enqueue(part(jpeg));
          },
        });
        left = watchOver(() => {
          detach();
          controller.close();
        });
      },
      cancel: () => {
        detach();
        left();
      },
    },
    { highWaterMark: 1 },
  );
  return new Response(body, {
    headers: {
      'content-type': `multipart/x-mixed-replace; boundary=${BOUNDARY}`,
      'cache-control': 'no-store',
    },
  });
}

function part(jpeg: Uint8Array): Uint8Array {
  const head = `--${BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), jpeg, Buffer.from('\r\n', 'latin1')]);
}
