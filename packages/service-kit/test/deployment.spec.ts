import { readFileSync } from 'node:fs';

const file = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

/** The image of a service of docker-compose.yml, as [major, minor]. */
function version(image: string): [number, number] {
  const [, major = '0', minor = '0'] = new RegExp(`image: ${image}:(\\d+)\\.(\\d+)`).exec(file('docker-compose.yml')) ?? [];
  return [Number(major), Number(minor)];
}

describe('the servers of a deployment', () => {
  it('NATS is 2.12 or newer: older ones have published vulnerabilities', () => {
    const [major, minor] = version('nats');
    expect(major * 1_000 + minor).toBeGreaterThanOrEqual(2_012);
  });

  it('NATS writes an event to the disk before it acknowledges it', () => {
    expect(file('deploy/docker/nats.conf')).toMatch(/^\s*sync_interval: always$/m);
  });

  it('Redis keeps an append-only file and evicts nothing', () => {
    const redis = file('docker-compose.yml');
    expect(redis).toMatch(/redis-server, --appendonly, "yes"/);
    expect(redis).toContain('--maxmemory-policy, noeviction');
  });
});
