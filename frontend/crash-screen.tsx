import { Component, type ReactNode } from 'react';
import { Button } from './design/controls/button.tsx';
import { Mark } from './design/display/mark.tsx';

/** Stands in for the page when drawing it failed: a mistake of ours, or a part of the page that could not be loaded. */
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
        <h1 className="mt-6 font-semibold text-headline">This page could not be shown</h1>
        <p className="mt-2 mb-6 max-w-sm text-muted">
          Your files are not affected. Reloading helps when a newer version of the page has come out.
        </p>
        <Button onClick={() => location.reload()}>Reload</Button>
      </div>
    );
  }
}
