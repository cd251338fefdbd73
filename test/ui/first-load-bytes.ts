import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What a browser fetches before the page can show something: document, scripts it loads at once, styles; gzip. */
export async function firstLoadBytes(uiDirectory: string): Promise<number> {
  const html = await readFile(join(uiDirectory, 'index.html'), 'utf8');
  const linked = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/g)].map(
    ([, path]) => path ?? '',
  );
  const seen = new Set<string>();
  const visit = async (path: string): Promise<number> => {
    if (seen.has(path)) return 0;
    seen.add(path);
    const bytes = await readFile(join(uiDirectory, path));
    const imports = [...bytes.toString('utf8').matchAll(/(?:import|from)\s*"\.\/([^"]+\.js)"/g)];
    const inner = await Promise.all(imports.map(([, name]) => visit(`assets/${name}`)));
    return gzipSync(bytes).length + inner.reduce((sum, each) => sum + each, 0);
  };
  const parts = await Promise.all(linked.map(visit));
  return gzipSync(html).length + parts.reduce((sum, each) => sum + each, 0);
}
