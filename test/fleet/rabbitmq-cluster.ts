import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { connect as openSocket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../lab/mosquitto-process.ts';
import { waitUntil } from '../support/wait-until.ts';

export const DEPLOYED = fileURLToPath(new URL('../../deploy/fleet/rabbitmq/', import.meta.url));
/** Debian's own scripts; those in /usr/sbin insist on the user and the folders of its service. */
const PROGRAMS = '/usr/lib/rabbitmq/bin';
/** A tenth of it where nothing else runs. */
const START_WITHIN_MS = 240_000;

/** Erlang's machine is told where nothing of another cluster, or of Debian's service, can be met. */
interface Surroundings {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** A real cluster of brokers on this machine, configured by the files of deploy/fleet. */
export class RabbitCluster {
  readonly nodes: readonly RabbitNode[];
  readonly #epmd: ChildProcess;
  readonly #around: Surroundings;

  /** Lays out `count` nodes in an empty folder. */
  static async make(folder: string, count: number): Promise<RabbitCluster> {
    const epmdPort = String(await freePort());
    writeFileSync(join(folder, '.erlang.cookie'), 'fleet', { mode: 0o400 });
    const environment = {
      ...{ PATH: `${PROGRAMS}:${process.env.PATH}`, LANG: 'C.UTF-8', HOME: folder },
      ...{ ERL_EPMD_PORT: epmdPort, ERL_EPMD_ADDRESS: '127.0.0.1', RABBITMQ_CONF_ENV_FILE: '/dev/null' },
    };
    const epmd = spawn('epmd', ['-address', '127.0.0.1', '-port', epmdPort], { stdio: 'ignore' });
    const names = Array.from({ length: count }, (_, index) => `fleet-${index + 1}@localhost`);
    const nodes: RabbitNode[] = [];
    for (const name of names) nodes.push(await RabbitNode.make({ folder, environment }, name, names));
    return new RabbitCluster(nodes, epmd, { folder, environment });
  }

  private constructor(nodes: readonly RabbitNode[], epmd: ChildProcess, around: Surroundings) {
    this.nodes = nodes;
    this.#epmd = epmd;
    this.#around = around;
  }

  /** Resolves when all nodes take connections. The queue is not there yet: `setUp` makes it. */
  async start(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.start()));
  }

  /** Makes the queue and the consumer's account as deploy/fleet does. */
  setUp(consumerPassword: string): void {
    const definitions = join(DEPLOYED, 'definitions.json');
    this.run(join(DEPLOYED, 'set-up.sh'), [String(this.nodes.length), definitions], `${consumerPassword}\n`);
  }

  /** Lets an appliance in as deploy/fleet does; its user name is `SITE.DEVICE`. */
  addAppliance(site: string, device: string, password: string): void {
    this.run(join(DEPLOYED, 'add-appliance.sh'), [site, device], `${password}\n`);
  }

  /** Runs a program of RabbitMQ's, or one that calls them, on a node that runs; gives what it printed. */
  run(program: string, args: readonly string[], input = ''): string {
    const node = this.nodes.find(({ isUp }) => isUp);
    const env = { ...this.#around.environment, RABBITMQ_NODENAME: node?.name };
    const { status, stdout, stderr } = spawnSync(program, args, { env, input, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${program} ended with ${status}:\n${stdout}${stderr}`);
    return stdout;
  }

  async close(): Promise<void> {
    for (const node of this.nodes) await node.kill();
    this.#epmd.kill();
  }
}

export class RabbitNode {
  readonly name: string;
  readonly mqttUrl: string;
  readonly amqpUrl: string;
  readonly #around: Surroundings;
  readonly #ports: readonly number[];
  #child: ChildProcess | undefined;

  static async make(around: Surroundings, name: string, all: readonly string[]): Promise<RabbitNode> {
    const [amqp, mqtt, metrics, distribution] = await Promise.all([
      freePort(),
      freePort(),
      freePort(),
      freePort(),
    ]);
    const folder = join(around.folder, name);
    mkdirSync(join(folder, 'conf.d'), { recursive: true });
    const deployed = readFileSync(join(DEPLOYED, 'rabbitmq.conf'), 'utf8').split('\n');
    const lines = [
      ...deployed.filter((line) => !line.includes('classic_config.nodes')),
      ...all.map((other, index) => `cluster_formation.classic_config.nodes.${index + 1} = ${other}`),
      `listeners.tcp.default = 127.0.0.1:${amqp}`,
      `mqtt.listeners.tcp.default = 127.0.0.1:${mqtt}`,
      'prometheus.tcp.ip = 127.0.0.1',
      `prometheus.tcp.port = ${metrics}`,
    ];
    writeFileSync(join(folder, 'conf.d', '10-fleet.conf'), `${lines.join('\n')}\n`);
    return new RabbitNode(around, name, { amqp, mqtt, distribution });
  }

  private constructor(
    { folder, environment }: Surroundings,
    name: string,
    ports: { readonly amqp: number; readonly mqtt: number; readonly distribution: number },
  ) {
    this.name = name;
    this.mqttUrl = `mqtt://127.0.0.1:${ports.mqtt}`;
    this.amqpUrl = `amqp://127.0.0.1:${ports.amqp}`;
    this.#ports = [ports.amqp, ports.mqtt];
    const own = join(folder, name);
    this.#around = {
      folder: own,
      environment: {
        ...environment,
        ...{ RABBITMQ_NODENAME: name, RABBITMQ_DIST_PORT: String(ports.distribution) },
        ...{ RABBITMQ_MNESIA_BASE: join(own, 'data'), RABBITMQ_LOG_BASE: join(own, 'log') },
        ...{ RABBITMQ_CONFIG_FILE: join(own, 'none'), RABBITMQ_CONFIG_FILES: join(own, 'conf.d') },
        RABBITMQ_ENABLED_PLUGINS_FILE: join(DEPLOYED, 'enabled_plugins'),
        // Makes the script become Erlang's machine instead of watching over it, so that a kill hits the broker.
        RUNNING_UNDER_SYSTEMD: '1',
        // It waits asleep, not spinning: other nodes share these cores.
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
          '-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none',
      },
    };
  }

  get isUp(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Of Erlang's machine, which the script became. */
  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Resolves when it takes connections. */
  async start(): Promise<void> {
    const { folder, environment } = this.#around;
    const printed = openSync(join(folder, 'printed'), 'a');
    const child = spawn(join(PROGRAMS, 'rabbitmq-server'), {
      env: environment,
      stdio: ['ignore', printed, printed],
    });
    closeSync(printed);
    this.#child = child;
    await waitUntil(
      `${this.name} takes connections`,
      async () => {
        if (!this.isUp)
          throw new Error(`${this.name} ended:\n${readFileSync(join(folder, 'printed'), 'utf8')}`);
        return (await Promise.all(this.#ports.map(answers))).every(Boolean);
      },
      START_WITHIN_MS,
    );
  }

  /** As by a pulled plug. */
  async kill(): Promise<void> {
    if (!this.isUp || !this.#child) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = openSocket({ host: '127.0.0.1', port });
    const settle = (does: boolean) => {
      socket.destroy();
      resolve(does);
    };
    socket.once('connect', () => settle(true)).once('error', () => settle(false));
  });
}
