import { Component, type ReactNode } from 'react';
import { Button } from './design/controls/button.tsx';
import { Mark } from './design/display/mark.tsx';
import { t } from './locales/index.ts';

/** Replaces the page when rendering fails: a bug, or a part of the page that could not be loaded. */
export class CrashScreen extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError(): { crashed: boolean } {
    return { crashed: true };
  }

  override render(): ReactNode {
    if (!this.state.crashed) return this.props.children;
    return (
      <div role="alert" className="grid min-h-dvh place-content-center justify-items-center p-6 text-center">
        <Mark className="size-10 text-muted" />
        <h1 className="mt-6 font-semibold text-headline">{t.frame.crashTitle}</h1>
        <p className="mt-2 mb-6 max-w-sm text-muted">{t.frame.crash}</p>
        <Button onClick={() => location.reload()}>{t.actions.reload}</Button>
      </div>
    );
  }
}
