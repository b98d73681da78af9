import { useState } from 'react';
import type { Me } from '#contract';
import { Button } from '../../design/controls/button.tsx';
import { Section } from '../../design/display/section.tsx';
import { t } from '../../locales/index.ts';
import { RenewRecoveryCodes } from './renew-recovery-codes.tsx';
import { SetUpTwoFactor } from './set-up-two-factor.tsx';
import { TurnOffTwoFactor } from './turn-off-two-factor.tsx';

/** Whether two-factor authentication is on, with buttons to change that. */
export function TwoFactor({ me }: { me: Me }) {
  const [open, setOpen] = useState<'set-up' | 'renew' | 'turn-off'>();
  const close = () => setOpen(undefined);
  return (
    <Section
      title={t.account.twoFactor.title}
      hint={me.secondFactor ? t.account.twoFactor.on : t.account.twoFactor.off}
      action={
        me.secondFactor ? (
          <div className="flex flex-wrap justify-end gap-3">
            <Button look="quiet" onClick={() => setOpen('renew')}>
              {t.account.recovery.newCodes}
            </Button>
            <Button look="quiet" onClick={() => setOpen('turn-off')}>
              {t.account.twoFactor.turnOff}
            </Button>
          </div>
        ) : (
          <Button look="quiet" onClick={() => setOpen('set-up')}>
            {t.account.twoFactor.setUp}
          </Button>
        )
      }
    >
      {open === 'set-up' && <SetUpTwoFactor onClose={close} />}
      {open === 'renew' && <RenewRecoveryCodes onClose={close} />}
      {open === 'turn-off' && <TurnOffTwoFactor onClose={close} />}
    </Section>
  );
}
