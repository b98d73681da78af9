import { useState } from 'react';
import type { Me } from '#contract';
import { useMutation } from '../api/use-mutation.ts';
import { ProofDialog } from '../credentials/proof-dialog.tsx';
import { Button } from '../design/controls/button.tsx';
import { Section } from '../design/display/section.tsx';
import { t } from '../locales/index.ts';
import { useCall, useSession } from '../session/session-context.tsx';

/** Explains what deleting the account means, asks for the password, and deletes it. */
export function DeleteAccount({ me }: { me: Me }) {
  const [asking, setAsking] = useState(false);
  return (
    <Section
      title={t.account.delete.title}
      hint={t.account.delete.hint}
      action={
        <Button look="quiet" onClick={() => setAsking(true)}>
          {t.account.delete.submit}
        </Button>
      }
    >
      {asking && <DeleteDialog me={me} onClose={() => setAsking(false)} />}
    </Section>
  );
}

function DeleteDialog({ me, onClose }: { me: Me; onClose: () => void }) {
  const call = useCall();
  const session = useSession();
  const close = useMutation({
    mutationFn: (body: { password: string; code?: string }) => call('closeAccount', { body }),
    onSuccess: session.signOut,
  });
  return (
    <ProofDialog
      title={t.account.delete.question}
      asksCode={me.secondFactor}
      keep={t.actions.keep}
      button={t.account.delete.confirm}
      isDangerous
      busy={close.isPending}
      error={close.error}
      onProof={({ password, code }) => close.mutate(me.secondFactor ? { password, code } : { password })}
      onClose={onClose}
    >
      {me.usage.files > 0 && `${t.account.delete.files(me.usage.files)} `}
      {t.account.delete.final}
    </ProofDialog>
  );
}
