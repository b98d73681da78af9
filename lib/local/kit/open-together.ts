/**
 * Opens several things of which each may fail. If one does, those before it are closed again, the last one first.
 *
 * @param open - registers with the stack how to close whatever it has opened
 */
export async function openTogether<T>(open: (opened: AsyncDisposableStack) => Promise<T>): Promise<T> {
  const opened = new AsyncDisposableStack();
  try {
    return await open(opened);
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}
