import type { IClientPublishOptions } from 'mqtt';

type PublishProperties = NonNullable<IClientPublishOptions['properties']>;

export interface JsonContentOptions {
  /** After so many seconds nobody needs to hear it any more; without it, it is kept for ever. */
  readonly expiryS?: number;
  /** What a receiver may want to know without reading the payload. */
  readonly user?: Readonly<Record<string, string>>;
}

/** MQTT 5 properties of a message of ours. */
export function jsonContent({ expiryS, user }: JsonContentOptions = {}): PublishProperties {
  return {
    payloadFormatIndicator: true,
    contentType: 'application/json',
    ...(expiryS === undefined ? {} : { messageExpiryInterval: expiryS }),
    ...(user === undefined ? {} : { userProperties: user }),
  };
}
