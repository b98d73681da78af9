import { ACCOUNT, REGION } from '../../kit/resource.ts';

/** Addresses and domains that mails may come from. */
export interface Identities {
  /** Makes an address or a domain count as verified. */
  verify(identity: string): void;
  /** The verified identity that stands for an address: the address itself, or else its domain. */
  find(address: string): string | undefined;
}

export function createIdentities(): Identities {
  const verified = new Set<string>();
  return {
    verify: (identity) => void verified.add(identity.toLowerCase()),
    find(address) {
      const name = address.toLowerCase();
      return [name, name.slice(name.lastIndexOf('@') + 1)].find((candidate) => verified.has(candidate));
    },
  };
}

export function identityArn(identity: string): string {
  return `arn:aws:ses:${REGION}:${ACCOUNT}:identity/${identity}`;
}

/** `a@b` of `Name <a@b>`. */
export function addressOf(mailbox: string): string {
  return /<([^<>]*)>\s*$/.exec(mailbox)?.[1] ?? mailbox;
}
