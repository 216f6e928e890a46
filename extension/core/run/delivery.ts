// Where an approved result goes: a pull request on the remote of its base branch, or a merge in this repository.
// Invariant: names only; an address, which may hold a password, is never part of it.
import * as z from 'zod/mini';

export const deliverySchema = z.object({
  how: z.enum(['pull-request', 'local']),
  /** Name of the remote; null for a local merge. */
  remote: z.nullable(z.string()),
  /** Null where it is not known: a folder, or an address that Dimmer does not use. */
  host: z.nullable(z.string()),
  /** The branch on the remote that a pull request is for. */
  into: z.nullable(z.string()),
  /** Commits of the base that the remote did not have when we last heard of it; null when that is not known. */
  unpushed: z.nullable(z.int()),
});
export type Delivery = z.infer<typeof deliverySchema>;

export function sameDelivery(one: Delivery | null, other: Delivery): boolean {
  if (one === null) return other.how === 'local';
  return (
    one.how === other.how && one.remote === other.remote && one.host === other.host && one.into === other.into
  );
}

/** What *approve* will do, said before the click. `shown` makes a name safe to draw. */
export function deliveryText(delivery: Delivery, branch: string, shown: (name: string) => string): string {
  const { remote, host, into, unpushed } = delivery;
  const target = shown(into ?? 'its base');
  const opens =
    host === null
      ? `its address is none that pull requests are known of, so you open one into ${target} yourself`
      : `opens a pull request into ${target} at ${shown(host)}`;
  const first = `Approve pushes one commit to ${shown(remote ?? '')} as ${shown(branch)}${host === null ? '; ' : ' and '}${opens}.`;
  if (unpushed === null || unpushed === 0) return first;
  const commits = unpushed === 1 ? '1 commit' : `${unpushed} commits`;
  return `${first} ${commits} of your base that ${shown(remote ?? '')} does not have yet ${unpushed === 1 ? 'goes' : 'go'} with it.`;
}
