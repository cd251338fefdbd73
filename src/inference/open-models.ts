import type { ClassSet } from '../core/class-set.ts';
import type { DecisionRule } from '../core/decide-class.ts';
import { HematovisionError } from '../core/errors.ts';
import { type Classifier, classifierProbe, classifierTrial, createClassifier } from './classifier.ts';
import { createDetector, type Detector, detectorProbe, detectorTrial } from './detector.ts';
import type { EngineState, Provider, ProviderChoice } from './engine.ts';
import type { Head } from './head.ts';
import { checkSignature, loadManifest } from './manifest.ts';
import { openEngine } from './open-engine.ts';
import { readTfjsClassifier } from './tfjs-model.ts';

/** What runs the classifier. */
export const BACKENDS = ['onnx', 'tfjs'] as const;
export type Backend = (typeof BACKENDS)[number];

export interface OpenModelsOptions {
  /** Folder with `manifest.json` and the model files. */
  readonly directory: string;
  readonly provider: ProviderChoice;
  /** Of the inference server, for `kserve`. */
  readonly kserveUrl?: string | undefined;
  /** ONNX Runtime when left out; the detector runs on it in any case. */
  readonly backend?: Backend | undefined;
  /** Threads of one run. */
  readonly threads: number;
  /** A cell whose best class is less probable is `unclassified`. */
  readonly rejectBelow: number;
  /** Takes the place of the threshold of the weights. */
  readonly knownBelow?: number | undefined;
  /** All classes when left out. */
  readonly classSet?: ClassSet | undefined;
  /** Takes the place of the shipped head. */
  readonly head?: Head | undefined;
}

export interface ModelFacts {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
}

export interface ClassifierFacts extends ModelFacts {
  /** Of the head that names the cells, shipped or adapted. */
  readonly headSha256: string;
}

/** The models, checked, loaded and warm. */
export interface Models {
  /** What really runs them. */
  readonly provider: Provider;
  /** What a person should know of how they run; see `OpenedEngine`. */
  readonly concerns: readonly string[];
  /** Detector, then classifier. */
  readonly models: readonly [detector: ModelFacts, classifier: ClassifierFacts];
  readonly detector: Detector;
  readonly classifier: Classifier;
  /** Names the cells. */
  readonly head: Head;
  /** What the classifier tells apart. */
  readonly classSet: ClassSet;
  /** When a cell gets a name: for whoever joins several looks at one cell. */
  readonly rule: DecisionRule;
  /** The package that runs the classifier. */
  readonly classifierRuntime: string;
  readonly state: EngineState;
  readonly restarts: number;
  /** Why the CPU took over from another provider; null while it did not. */
  readonly fellBack: string | null;
  close(): Promise<void>;
}

/**
 * Opens the models of a folder. Throws `model-missing`, `model-checksum`, `model-invalid` or
 * `provider-unavailable`; nothing stays open then.
 */
export async function openModels(options: OpenModelsOptions): Promise<Models> {
  const { directory, provider, threads, rejectBelow, backend, kserveUrl, classSet = 'all' } = options;
  const { detector, classifier, head: shippedHead } = await loadManifest(directory);
  const { attributes, knownBelow: shippedKnownBelow, sha256 } = classifier.entry;
  const head = options.head ?? shippedHead;
  checkOrigin(head, sha256);
  const rule = { rejectBelow, knownBelow: options.knownBelow ?? shippedKnownBelow };
  const classifierModel =
    backend === 'tfjs'
      ? { tfjs: await readTfjsClassifier(directory, classifier.entry.sha256) }
      : { read: classifier.read };
  const { engine, concerns } = await openEngine({
    choice: provider,
    threads,
    kserveUrl,
    trials: [detectorTrial(), classifierTrial()],
    models: [
      { name: 'detector', read: detector.read, probe: detectorProbe() },
      { name: 'classifier', probe: classifierProbe(), ...classifierModel },
    ],
  });
  try {
    if (engine.models.detector) checkSignature(detector.entry, engine.models.detector);
    if (engine.models.classifier) checkSignature(classifier.entry, engine.models.classifier);
  } catch (error) {
    await engine.close();
    throw error;
  }
  const facts = ({ name, version, sha256 }: ModelFacts): ModelFacts => ({ name, version, sha256 });
  return {
    get provider() {
      return engine.provider;
    },
    concerns,
    models: [facts(detector.entry), { ...facts(classifier.entry), headSha256: head.sha256 }],
    detector: createDetector(engine, detector.entry),
    classifier: createClassifier(engine, { head, classSet, rule, attributes }),
    head,
    classSet,
    rule,
    classifierRuntime: engine.models.classifier?.runtime ?? '',
    get state() {
      return engine.state;
    },
    get restarts() {
      return engine.restarts;
    },
    get fellBack() {
      return engine.fellBack;
    },
    close: () => engine.close(),
  };
}

/** A head means nothing to the embeddings of other weights than those it was fitted to. */
function checkOrigin({ sha256, adapted }: Head, modelSha256: string): void {
  if (adapted === null || adapted.modelSha256 === modelSha256) return;
  throw new HematovisionError(
    'model-invalid',
    `Head ${sha256} was adapted to other weights (${adapted.modelSha256}) than the classifier's (${modelSha256})`,
    {
      hint: 'Adapt again with `hematovision adapt`, or go back to the head before it: `hematovision adapt --revert`.',
    },
  );
}
