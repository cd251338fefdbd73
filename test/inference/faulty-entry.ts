/** The program of a thread that runs models with a fault in it; faulty-worker.ts says which there are. */
export function faultyEntry(fault: Readonly<Record<string, string>>): URL {
  const program = new URL('faulty-worker.ts', import.meta.url);
  program.search = String(new URLSearchParams(fault));
  // A thread's own URL loses its query; what it imports keeps it.
  return new URL(`data:text/javascript,import ${JSON.stringify(program)}`);
}
