import { type Classifier, classifierProbe, createClassifier } from './classifier.ts';
import { createDetector, type Detector, detectorProbe } from './detector.ts';
import type { EngineState, Provider } from './engine.ts';
import { checkSignature, loadManifest } from './manifest.ts';
import { openOnnxEngine } from './onnx-engine.ts';

export interface OpenModelsOptions {
  /** Folder with `manifest.json` and the model files. */
  readonly directory: string;
  readonly provider: Provider;
  /** Threads of one run. */
  readonly threads: number;
  /** A cell whose best class is less probable is `unclassified`. */
  readonly rejectBelow: number;
}

export interface ModelFacts {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
}

/** The models, checked, loaded and warm. */
export interface Models {
  /** What really runs them. */
  readonly provider: Provider;
  /** Detector, then classifier. */
  readonly models: readonly [detector: ModelFacts, classifier: ModelFacts];
  readonly detector: Detector;
  readonly classifier: Classifier;
  readonly state: EngineState;
  close(): Promise<void>;
}

/**
 * Opens the models of a folder. Throws `model-missing`, `model-checksum`, `model-invalid` or
 * `provider-unavailable`; nothing stays open then.
 */
export async function openModels(options: OpenModelsOptions): Promise<Models> {
  const { directory, provider, threads, rejectBelow } = options;
  const { detector, classifier } = await loadManifest(directory);
  const engine = await openOnnxEngine({
    provider,
    threads,
    models: [
      { name: 'detector', bytes: detector.bytes, probe: detectorProbe() },
      { name: 'classifier', bytes: classifier.bytes, probe: classifierProbe() },
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
    provider: engine.provider,
    models: [facts(detector.entry), facts(classifier.entry)],
    detector: createDetector(engine, detector.entry),
    classifier: createClassifier(engine, { rejectBelow }),
    get state() {
      return engine.state;
    },
    close: () => engine.close(),
  };
}
