import { CLASS_FACTS, WHITE_MODEL_CLASSES } from '../core/cells.ts';
import type { Topics } from './topics.ts';

export interface Discovered {
  readonly site: string;
  readonly device: string;
  readonly version: string;
  readonly topics: Topics;
}

type Component = Readonly<Record<string, unknown>>;

/**
 * The retained message by which Home Assistant finds the instrument and what it measures: one device with all its
 * entities (https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload). Each entity reads a topic
 * that is published anyway; the accession number is in none of them.
 */
export function homeAssistantDiscovery({ site, device, version, topics }: Discovered): {
  readonly topic: string;
  readonly payload: string;
} {
  const id = `hematovision_${site}_${device}`;
  const components = Object.entries({ ...instrumentParts(topics), ...countParts(topics) });
  const message = {
    device: {
      identifiers: [id],
      name: `HematoVision ${device}`,
      manufacturer: 'HematoVision Edge',
      model: 'White-cell differential (decision support, not a medical device)',
      sw_version: version,
      suggested_area: site,
    },
    origin: { name: 'HematoVision Edge', sw_version: version },
    availability: [
      {
        topic: topics.status,
        value_template: "{{ 'online' if value_json.state == 'online' else 'offline' }}",
        payload_available: 'online',
        payload_not_available: 'offline',
      },
    ],
    components: Object.fromEntries(
      components.map(([key, part]) => [key, { unique_id: `${id}_${key}`, ...part }]),
    ),
  };
  return { topic: `homeassistant/device/${id}/config`, payload: JSON.stringify(message) };
}

/** How the instrument is, from its health. */
function instrumentParts({ health }: Topics): Readonly<Record<string, Component>> {
  const about = { state_topic: health, entity_category: 'diagnostic' };
  const measured = { ...about, platform: 'sensor', state_class: 'measurement' };
  return {
    camera: {
      ...{ ...about, platform: 'binary_sensor', name: 'Camera', device_class: 'connectivity' },
      value_template: "{{ 'ON' if value_json.source.state == 'live' else 'OFF' }}",
    },
    frames: {
      ...{ ...measured, name: 'Pictures shown', unit_of_measurement: 'fps' },
      value_template: '{{ value_json.source.processedFps | round(1) }}',
    },
    waiting: {
      ...{ ...measured, name: 'Messages waiting' },
      value_template: "{{ value_json.outbox | map(attribute='waiting') | sum }}",
    },
    set_aside: {
      ...{ ...about, platform: 'binary_sensor', name: 'Messages set aside', device_class: 'problem' },
      value_template: "{{ 'ON' if value_json.outbox | map(attribute='setAside') | sum > 0 else 'OFF' }}",
    },
  };
}

/** The count as it grows, whatever session it belongs to. */
function countParts(topics: Topics): Readonly<Record<string, Component>> {
  const counted = { platform: 'sensor', state_topic: topics.progress('+'), state_class: 'measurement' };
  const shares = WHITE_MODEL_CLASSES.map((name) => [
    name,
    {
      ...{ ...counted, name: CLASS_FACTS[name].label, unit_of_measurement: '%' },
      suggested_display_precision: 1,
      value_template: `{{ (value_json.rows | selectattr('class', 'eq', '${name}') | first).percent }}`,
    },
  ]);
  return {
    cells: { ...counted, name: 'White cells counted', value_template: '{{ value_json.n }}' },
    flags: { ...counted, name: 'Review flags', value_template: '{{ value_json.flags | count }}' },
    ...Object.fromEntries(shares),
  };
}
