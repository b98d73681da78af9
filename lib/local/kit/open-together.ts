/**
 * Opens several things, each of which may fail. If one fails, the earlier ones are closed in reverse order.
 *
 * @param open - registers with the stack how to close each thing
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
