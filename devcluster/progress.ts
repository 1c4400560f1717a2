/** Reports what the slow parts of devcluster are doing. */
export interface Progress {
  note(line: string): void;
  /** Shows `label` and the elapsed seconds while `work` runs. */
  during<T>(label: string, work: Promise<T>): Promise<T>;
}

export const silent: Progress = { note: () => {}, during: (_label, work) => work };

/**
 * On a terminal, one line that is updated every second, for all work that runs at the same time. Elsewhere, such as in a CI log, one line at the
 * start of each work and one every 15 s.
 */
export function streamProgress(stream: NodeJS.WriteStream = process.stderr, name = 'devcluster'): Progress {
  const live = stream.isTTY === true;
  const color = live && !process.env['NO_COLOR'];
  const dim = (text: string) => (color ? `\u001b[2m${text}\u001b[22m` : text);
  const line = (text: string) => void stream.write(`${live ? clear : ''}${dim(name)} ${text}\n`);
  const running = new Set<() => string>();
  const update = () => {
    const text = [...running].map((state) => state()).join(', ');
    // A line that wraps cannot be cleared.
    const room = Math.max(0, (stream.columns || 80) - name.length - 2);
    stream.write(`${clear}${dim(name)} ${text.slice(0, room)}`);
  };
  return {
    note: line,
    async during(label, work) {
      const start = Date.now();
      const seconds = () => `${Math.round((Date.now() - start) / 1000)} s`;
      const state = () => `${label}: ${seconds()}`;
      if (!live) line(label);
      const timer = setInterval(() => (live ? update() : line(state())), live ? 1000 : 15_000);
      running.add(state);
      try {
        const result = await work;
        end();
        line(`${label}: done in ${seconds()}`);
        return result;
      } catch (error) {
        end();
        line(`${label}: failed after ${seconds()}`);
        throw error;
      }
      function end(): void {
        clearInterval(timer);
        running.delete(state);
      }
    },
  };
}

const clear = '\r\u001b[2K';
