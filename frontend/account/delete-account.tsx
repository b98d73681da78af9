import { useState } from 'react';
import type { Me } from '#contract';
import { useMutation } from '../api/use-mutation.ts';
import { ProofDialog } from '../credentials/proof-dialog.tsx';
import { Button } from '../design/controls/button.tsx';
import { Section } from '../design/display/section.tsx';
import { plural } from '../locales/index.ts';
import { useCall, useSession } from '../session/session-context.tsx';

/** Deletes the account, after having said what that means and asked for the password. */
export function CloseAccount({ me }: { me: Me }) {
  const [asking, setAsking] = useState(false);
  return (
    <Section
      title="Delete account"
      hint="Every file’s key is destroyed, and the address is free again."
      action={
        <Button look="quiet" onClick={() => setAsking(true)}>
          Delete account
        </Button>
      }
    >
      {asking && <CloseDialog me={me} onClose={() => setAsking(false)} />}
    </Section>
  );
}

function CloseDialog({ me, onClose }: { me: Me; onClose: () => void }) {
  const call = useCall();
  const session = useSession();
  const close = useMutation({
    mutationFn: (body: { password: string; code?: string }) => call('closeAccount', { body }),
    onSuccess: session.signOut,
  });
  return (
    <ProofDialog
      title="Delete your account?"
      asksCode={me.secondFactor}
      keep="Keep"
      button="Delete for good"
      isDangerous
      busy={close.isPending}
      error={close.error}
      onProof={({ password, code }) => close.mutate(me.secondFactor ? { password, code } : { password })}
      onClose={onClose}
    >
      {me.usage.files > 0 &&
        `The keys of your ${plural(me.usage.files, 'file')} are destroyed. Database backups may still hold keys for a few days, 7 unless your organisation set it otherwise. `}
      It cannot be undone. You get a mail when all of it is done.
    </ProofDialog>
  );
}
