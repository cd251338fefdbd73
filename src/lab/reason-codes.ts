/** MQTT reason codes that are told apart here (MQTT 5, 2.4; of 3.1.1 the return codes of CONNACK). */
export const REASON = {
  unsupportedProtocol: [1, 0x84] as readonly number[],
  /** "Not you": bad user name or password, not authorised. */
  refusedCredentials: [4, 5, 0x86, 0x87] as readonly number[],
  sessionTakenOver: 0x8e,
  packetTooLarge: 0x95,
  /** It is this message that will never do: topic name, size or payload format. */
  refusedMessage: [0x90, 0x95, 0x99] as readonly number[],
} as const;
