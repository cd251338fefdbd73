import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../src/config.ts';
import { videoNetwork } from '../src/video-network.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const networkOf = (server: object) => videoNetwork(parseConfig({ server }, 'test').server);

describe('the network of the video', () => {
  it('asks nobody on the internet and needs no other machine, unless it is told to', () => {
    expect(networkOf({ host: '0.0.0.0' })).toEqual({
      peer: {
        icePortRange: [40_000, 40_099],
        iceAdditionalHostAddresses: [],
        iceUseTcp: true,
        iceServers: [],
      },
      iceServerLinks: [],
    });
  });

  it('can be met on this machine where the dashboard is for this machine only', () => {
    expect(networkOf({ host: '127.0.0.1' }).peer.iceAdditionalHostAddresses).toEqual(['127.0.0.1']);
  });

  it('tells STUN and TURN servers to itself and to its viewers, the password from its file', () => {
    const credentialFile = join(temporaryFolder(), 'turn-password');
    writeFileSync(credentialFile, 'say "friend"\n');
    const turn = { urls: ['turn:192.0.2.1:3478', 'turns:192.0.2.1:5349'], username: 'lab', credentialFile };
    const webrtc = { iceServers: [{ urls: ['stun:192.0.2.1:3478'] }, turn], announce: ['203.0.113.7'] };
    const { peer, iceServerLinks } = networkOf({ host: '0.0.0.0', webrtc });
    expect(peer.iceAdditionalHostAddresses).toEqual(['203.0.113.7']);
    expect(peer.iceServers).toEqual([
      { urls: ['stun:192.0.2.1:3478'] },
      { urls: turn.urls, username: 'lab', credential: 'say "friend"' },
    ]);
    const login = 'username="lab"; credential="say \\"friend\\""; credential-type="password"';
    expect(iceServerLinks).toEqual([
      '<stun:192.0.2.1:3478>; rel="ice-server"',
      `<turn:192.0.2.1:3478>; rel="ice-server"; ${login}`,
      `<turns:192.0.2.1:5349>; rel="ice-server"; ${login}`,
    ]);
  });

  it.each([
    [{ udpPorts: [40_099, 40_000] }, /udpPorts/],
    [{ announce: ['my.host'] }, /announce/],
    [{ iceServers: [{ urls: ['http://192.0.2.1'] }] }, /iceServers/],
  ])('refuses %j', (webrtc, fault) => {
    expect(() => networkOf({ webrtc })).toThrow(fault);
  });
});
