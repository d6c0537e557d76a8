/** The seats of an operator: one for each ServiceAccount that Apps act as. */
import type { Api } from '../../kube/index.ts';
import { openSeat, type Seat, type SeatOptions } from './seat.ts';

const standardAccount = 'tug-deployer';

export interface Seats {
  of(namespace: string, account: string | undefined): Seat;
  all(): Iterable<Seat>;
  close(): void;
}

export interface SeatsOptions extends Pick<SeatOptions, 'referenced'> {
  /** As whom: `system:serviceaccount:NAMESPACE:NAME`. `tenant`: whose turn its requests take. */
  readonly actAs: (user: string, tenant: string) => Api;
  /** `key`: `NAMESPACE/NAME` of an App. */
  readonly judge: (key: string, object: Parameters<SeatOptions['judge']>[1]) => ReturnType<SeatOptions['judge']>;
  readonly happened: (key: string, what: Parameters<SeatOptions['happened']>[1]) => void;
}

export function createSeats({ actAs, judge, happened, referenced }: SeatsOptions): Seats {
  const seats = new Map<string, Seat>();
  const open = (namespace: string, account: string): Seat =>
    openSeat({
      api: actAs(`system:serviceaccount:${namespace}:${account}`, namespace),
      namespace,
      account,
      judge: (app, object) => judge(`${namespace}/${app}`, object),
      happened: (app, what) => happened(`${namespace}/${app}`, what),
      referenced,
    });
  return {
    of: (namespace, account = standardAccount) => {
      const id = `${namespace}/${account}`;
      const seat = seats.get(id) ?? open(namespace, account);
      seats.set(id, seat);
      return seat;
    },
    all: () => seats.values(),
    close: () => {
      for (const seat of seats.values()) seat.close();
      seats.clear();
    },
  };
}
