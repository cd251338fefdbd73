import type { ChamberDesk } from './chamber-desk.ts';
import { actingAs } from './core/acting-as.ts';
import type { SnapshotPicture } from './core/wire/mqtt.ts';
import type { CommandHandlers } from './lab/commands.ts';
import type { TakeOrders } from './lab/orders/take-orders.ts';
import type { LiveHub } from './server/live-hub.ts';
import { nextPicture } from './server/next-picture.ts';
import type { SessionRecorder } from './session-recorder.ts';

/** Who asks over MQTT, in the audit trail: the broker knows which program it is, the instrument does not. */
const LABORATORY = 'laboratory';

export interface CommandedParts {
  readonly recorder: SessionRecorder;
  readonly hub: LiveHub;
  readonly takeOrders: TakeOrders;
  readonly chambers: ChamberDesk;
}

/** What the laboratory may ask for over MQTT. */
export function laboratoryCommands({ recorder, hub, takeOrders, chambers }: CommandedParts): CommandHandlers {
  return {
    start: async (request) => actingAs(LABORATORY, () => recorder.start(request)),
    end: async ({ session }) => actingAs(LABORATORY, () => recorder.end(session)),
    status: async () => recorder.snapshot,
    snapshot: () => pictureNow(recorder, hub),
    order: async (request) => takeOrders([request], 'mqtt')[0],
    hemocytometer: async (reading) => actingAs(LABORATORY, () => chambers.takeUnchecked(reading)),
  };
}

async function pictureNow(recorder: SessionRecorder, hub: LiveHub): Promise<SnapshotPicture> {
  const jpeg = await nextPicture(hub);
  const { session } = recorder.snapshot;
  const base64 = Buffer.from(jpeg).toString('base64');
  return { at: new Date().toISOString(), session, contentType: 'image/jpeg', base64 };
}
