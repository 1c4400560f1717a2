import { randomInt } from 'node:crypto';
import { run } from '../run.ts';

/** The pair of interfaces between this machine and a node. */
interface Network {
  /** The interface on this machine. The other one is `eth0` of the node. */
  link: string;
  gateway: string;
  /** The address of the node. */
  address: string;
}

/** 198.18.0.0/15 is reserved for tests of network devices (RFC 2544), so no route of the internet is hidden. Each node has a /30 of it. */
const subnets = 2 ** 15;

export function networkOf(index: number): Network {
  const first = index * 4;
  const at = (host: number) => `198.${18 + (first >> 16)}.${(first >> 8) & 255}.${(first & 255) + host}`;
  return { link: `podward${index}`, gateway: at(1), address: at(2) };
}

/**
 * Connects the network namespace of the process `pid` with this machine. Uses the index `wanted` if no other node has it. The interfaces vanish
 * with the namespace.
 *
 * @returns the index of the network.
 */
export async function connectNetwork(pid: number, wanted?: number): Promise<number> {
  for (let index = wanted ?? randomInt(subnets); ; index = randomInt(subnets)) {
    const { link, gateway } = networkOf(index);
    // The name of the interface reserves the index.
    const pair = ['link', 'add', link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(pid)];
    const { code, stderr } = await run('ip', pair, { reject: false });
    if (code !== 0 && /File exists/.test(stderr)) continue;
    if (code !== 0) throw new Error(`ip ${pair.join(' ')}: ${stderr.trim()}`);
    await run('ip', ['address', 'add', `${gateway}/30`, 'dev', link]);
    await run('ip', ['link', 'set', link, 'up']);
    return index;
  }
}

/** Deletes the interfaces at once. The kernel would do it some time after the last process of the node has exited. */
export async function disconnectNetwork(index: number): Promise<void> {
  await run('ip', ['link', 'delete', networkOf(index).link], { reject: false });
}
