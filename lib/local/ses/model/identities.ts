import { ACCOUNT, REGION } from '../../kit/resource.ts';

/** The verified senders: addresses and domains. */
export interface Identities {
  /** Verifies an address or a domain. */
  verify(identity: string): void;
  /** The verified identity of an address: the address itself, or its domain. */
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
