import { useState } from 'react';
import type { Me } from '#contract';
import { Button } from '../../design/controls/button.tsx';
import { Section } from '../../design/display/section.tsx';
import { RenewRecoveryCodes } from './renew-recovery-codes.tsx';
import { NewSecondFactor } from './set-up-two-factor.tsx';
import { RemoveSecondFactor } from './turn-off-two-factor.tsx';

/** Whether signing in takes a code, and the ways to change that. */
export function SecondFactor({ me }: { me: Me }) {
  const [open, setOpen] = useState<'set-up' | 'renew' | 'remove'>();
  const close = () => setOpen(undefined);
  return (
    <Section
      title="Second factor"
      hint={
        me.secondFactor
          ? 'It is on: signing in takes a code of your app besides the password.'
          : 'It is off. With it, nobody signs in with your password alone.'
      }
      action={
        me.secondFactor ? (
          <div className="flex flex-wrap justify-end gap-3">
            <Button look="quiet" onClick={() => setOpen('renew')}>
              New recovery codes
            </Button>
            <Button look="quiet" onClick={() => setOpen('remove')}>
              Switch off
            </Button>
          </div>
        ) : (
          <Button look="quiet" onClick={() => setOpen('set-up')}>
            Set up
          </Button>
        )
      }
    >
      {open === 'set-up' && <NewSecondFactor onClose={close} />}
      {open === 'renew' && <RenewRecoveryCodes onClose={close} />}
      {open === 'remove' && <RemoveSecondFactor onClose={close} />}
    </Section>
  );
}
