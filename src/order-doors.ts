import { v7 as newUuid } from 'uuid';
import type { Config } from './config.ts';
import type { Closers } from './core/closers.ts';
import type { Log } from './core/log.ts';
import { openMllpListener } from './lab/mllp-listener.ts';
import { watchOrderFolder } from './lab/orders/order-folder.ts';
import { takeHl7Order } from './lab/orders/take-hl7-order.ts';
import type { TakeOrders } from './lab/orders/take-orders.ts';

export interface OrderDoorsOptions {
  readonly config: Config;
  readonly log: Log;
  readonly take: TakeOrders;
  readonly closers: Closers;
}

/** Opens the ways by which orders come in beside MQTT: HL7 over MLLP and a folder, where the settings name them. */
export async function openOrderDoors({ config, log, take, closers }: OrderDoorsOptions): Promise<void> {
  const { hl7, orderFolder } = config.lab;
  const now = () => new Date();
  if (hl7.listenPort !== undefined) {
    const answer = (message: string) => takeHl7Order(message, { take, log, now, newId: newUuid });
    const listener = await openMllpListener({ host: hl7.listenHost, port: hl7.listenPort, answer, log });
    closers.add('HL7 listener', () => listener.close());
    log.info({ host: hl7.listenHost, port: listener.port }, 'HL7 orders are heard');
  }
  if (orderFolder !== undefined) {
    const folder = watchOrderFolder({ folder: orderFolder, take, log, now });
    closers.add('folder of orders', () => folder.close());
  }
}
