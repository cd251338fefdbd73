import { EXIT } from './cli/exit-codes.ts';

const USAGE = `hematovision: live white-cell differential from a digital microscope
Decision support, not a medical device: a qualified person verifies every cell.

usage: hematovision COMMAND [OPTIONS]

  serve      run the instrument: camera, dashboard, MQTT
  classify   name the cell in each picture
  detect     find the cells in each picture
  adapt      learn from corrected cells
  scan       count the cells of a slide video, each once
  simulate   write a video of a simulated smear, with its truth
  user       accounts: list, add, password, role, disable
  token      let programs in: create, list, revoke
  audit      verify and list the audit trail
  outbox     messages to the laboratory: list, retry, drop
  lab        test the ways to the laboratory
  hemocytometer  count the cells in a picture of a counting chamber
  calibrate  measure the scale of the camera
  triton     write the models for an inference server
  doctor     check this machine and say what is missing
  config     check the settings, and show them
  backup     keep all that the data folder holds in one file
  restore    put it back
  export     everything in open formats
  clock      whether the time can be right; confirm it where what was written down was wrong
  control    control slides: list what they showed

hematovision COMMAND --help tells more.
`;

type Command = (argv: readonly string[]) => Promise<number>;

/** Loaded only when asked for: `--help` must not need the inference library. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./cli/serve.ts')).runServe,
  classify: async () => (await import('./cli/classify.ts')).runClassify,
  detect: async () => (await import('./cli/detect.ts')).runDetect,
  adapt: async () => (await import('./cli/adapt.ts')).runAdapt,
  scan: async () => (await import('./cli/scan.ts')).runScan,
  simulate: async () => (await import('./cli/simulate.ts')).runSimulate,
  user: async () => (await import('./cli/user.ts')).runUser,
  token: async () => (await import('./cli/token.ts')).runToken,
  audit: async () => (await import('./cli/audit.ts')).runAudit,
  outbox: async () => (await import('./cli/outbox.ts')).runOutbox,
  lab: async () => (await import('./cli/lab.ts')).runLab,
  hemocytometer: async () => (await import('./cli/hemocytometer.ts')).runHemocytometer,
  calibrate: async () => (await import('./cli/calibrate.ts')).runCalibrate,
  triton: async () => (await import('./cli/triton.ts')).runTriton,
  doctor: async () => (await import('./cli/doctor.ts')).runDoctor,
  config: async () => (await import('./cli/config.ts')).runConfig,
  backup: async () => (await import('./cli/backup.ts')).runBackup,
  restore: async () => (await import('./cli/restore.ts')).runRestore,
  export: async () => (await import('./cli/export.ts')).runExport,
  clock: async () => (await import('./cli/clock.ts')).runClock,
  control: async () => (await import('./cli/control.ts')).runControl,
};

async function main(argv: readonly string[]): Promise<number> {
  if (Number.parseInt(process.versions.node, 10) < 24) {
    process.stderr.write(`hematovision needs Node 24 or newer; this is Node ${process.versions.node}.\n`);
    return EXIT.unavailable;
  }
  const [name = '--help', ...rest] = argv;
  if (name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(USAGE);
    return argv.length === 0 ? EXIT.usage : EXIT.ok;
  }
  if (name === '--version') {
    process.stdout.write(`${(await import('./product.ts')).PRODUCT.version}\n`);
    return EXIT.ok;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load) {
    process.stderr.write(`hematovision: unknown command '${name}'\n\n${USAGE}`);
    return EXIT.usage;
  }
  const { reportFailure } = await import('./cli/report-failure.ts');
  try {
    const command = await load();
    return await command(rest);
  } catch (thrown) {
    return reportFailure(thrown);
  }
}

// A reader that left (`| head`) is not a fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.software);
});
process.exitCode = await main(process.argv.slice(2));
