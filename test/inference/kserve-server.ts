import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Engine, Tensor, Tensors } from '../../src/inference/engine.ts';
import { openOnnxEngine } from '../../src/inference/onnx-engine.ts';
import type { ModelToLoad } from '../../src/inference/worker-messages.ts';

const DATATYPES = { uint8: 'UINT8', float32: 'FP32', int64: 'INT64' } as const;
const PLATFORM = 'onnxruntime_onnx';

interface DescribedTensor {
  name: string;
  shape: number[];
  datatype: string;
  parameters: { binary_data_size?: number; shared_memory_region?: string; shared_memory_byte_size?: number };
}

/**
 * A small inference server that keeps to the KServe v2 protocol with its binary and shared-memory extensions, over real
 * ONNX graphs: what an appliance meets in Triton. Written from the protocol, apart from the client's code.
 */
export class KserveServer {
  /** Names of the inputs that came through shared memory. */
  readonly throughMemory: string[] = [];
  readonly #instances: readonly [Engine, ...Engine[]];
  /** The instances that run nothing, as in Triton: a call that hangs takes one, not the server. */
  readonly #idle: Engine[];
  readonly #regions = new Map<string, string>();
  #server: Server;

  private constructor(instances: readonly [Engine, ...Engine[]]) {
    this.#instances = instances;
    this.#idle = [...instances];
    this.#server = this.#create();
  }

  static async start(models: readonly ModelToLoad[], instances = 1): Promise<KserveServer> {
    const open = () => openOnnxEngine({ provider: 'cpu', threads: 1, models });
    const more = Array.from({ length: instances - 1 }, open);
    const server = new KserveServer([await open(), ...(await Promise.all(more))]);
    await server.listen(0);
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get regionCount(): number {
    return this.#regions.size;
  }

  async listen(port: number): Promise<void> {
    this.#server = this.#create();
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
  }

  /** Takes the server off the network; its models stay. */
  async vanish(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async close(): Promise<void> {
    await this.vanish();
    await Promise.all(this.#instances.map((engine) => engine.close()));
  }

  #create(): Server {
    return createServer((request, response) => void this.#answer(request, response));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    try {
      const body = Buffer.concat(parts);
      const path = new URL(request.url ?? '', 'http://server').pathname;
      const infer = /^\/v2\/models\/([^/]+)\/infer$/.exec(path);
      if (infer) return await this.#infer(infer[1] as string, request, body, response);
      response.end(JSON.stringify(this.#tell(path, body)));
    } catch (fault) {
      if (response.writableEnded || response.destroyed) return;
      response.statusCode = 400;
      response.end(JSON.stringify({ error: String(fault) }));
    }
  }

  #tell(path: string, body: Buffer): unknown {
    if (path === '/v2/health/ready') return {};
    if (path === '/v2')
      return { name: 'small', version: '1', extensions: ['binary_tensor_data', 'system_shared_memory'] };
    const [, , , , region, verb] = path.split('/');
    if (path.startsWith('/v2/systemsharedmemory/region/') && region !== undefined) {
      if (verb === 'register') this.#regions.set(region, JSON.parse(body.toString()).key);
      else this.#regions.delete(region);
      return {};
    }
    const name = /^\/v2\/models\/([^/]+)$/.exec(path)?.[1];
    const model = name === undefined ? undefined : this.#instances[0].models[name];
    if (!model) throw new Error(`Request for unknown model: ${path}`);
    const ports = (side: 'inputs' | 'outputs') =>
      model[side].map(({ name: port, type, shape }) => ({
        name: port,
        datatype: DATATYPES[type as keyof typeof DATATYPES],
        shape: shape.map((size) => (typeof size === 'number' ? size : -1)),
      }));
    return { name, versions: ['1'], platform: PLATFORM, inputs: ports('inputs'), outputs: ports('outputs') };
  }

  async #infer(model: string, request: IncomingMessage, body: Buffer, response: ServerResponse) {
    const headLength = Number(request.headers['inference-header-content-length'] ?? body.length);
    const head = JSON.parse(body.subarray(0, headLength).toString()) as {
      inputs: DescribedTensor[];
      outputs: { name: string }[];
    };
    let at = headLength;
    const inputs: Record<string, Tensor> = {};
    for (const described of head.inputs) {
      const { binary_data_size: size = 0, shared_memory_region: region } = described.parameters;
      inputs[described.name] = tensorOf(
        described,
        region === undefined ? body.subarray(at, at + size) : this.#read(described),
      );
      at += size;
    }
    const engine = this.#idle.pop() ?? this.#instances[0];
    const names = head.outputs.map(({ name }) => name);
    const results = await engine.run(model, inputs, names).finally(() => this.#idle.push(engine));
    sendTensors(response, model, results);
  }

  #read({ name, parameters }: DescribedTensor): Buffer {
    const key = this.#regions.get(parameters.shared_memory_region ?? '');
    if (key === undefined) throw new Error(`Unable to find shared memory region`);
    this.throughMemory.push(name);
    return readFileSync(`/dev/shm${key}`).subarray(0, parameters.shared_memory_byte_size);
  }
}

function sendTensors(response: ServerResponse, model: string, results: Tensors): void {
  const bytes = Object.values(results).map(({ data }) =>
    Buffer.from(data.buffer, data.byteOffset, data.byteLength),
  );
  const outputs = Object.entries(results).map(([name, { type, shape }], index) => ({
    name,
    datatype: DATATYPES[type],
    shape,
    parameters: { binary_data_size: bytes[index]?.length },
  }));
  const head = Buffer.from(JSON.stringify({ model_name: model, model_version: '1', outputs }));
  response.setHeader('Inference-Header-Content-Length', head.length);
  response.end(Buffer.concat([head, ...bytes]));
}

function tensorOf({ datatype, shape }: DescribedTensor, bytes: Buffer): Tensor {
  const { buffer } = Uint8Array.from(bytes);
  if (datatype === 'UINT8') return { type: 'uint8', shape, data: new Uint8Array(buffer) };
  if (datatype === 'FP32') return { type: 'float32', shape, data: new Float32Array(buffer) };
  if (datatype === 'INT64') return { type: 'int64', shape, data: new BigInt64Array(buffer) };
  throw new Error(`unknown datatype ${datatype}`);
}
