import { expect } from 'chai';
import { nothingShown } from '../../../../../src/domain/model/contact/shown-person.js';
import { type AccountId } from '../../../../../src/domain/model/account/account.js';
import { REPORT_KEPT } from '../../../../../src/domain/ports/messages.js';
import { type StatusReport } from '../../../../../src/domain/model/message/status-report.js';
import { ACME, draft, NOW, on, OTHER, right, outcomeOf, times } from '../../../../contracts/support.js';
import { openFresh } from '../folder.js';

const report = (wamid: string): StatusReport => ({ wamid, mark: null, shown: nothingShown, status: 'read', at: NOW });

describe('reports whose message is not known', () => {
  const test = on(() => openFresh());

  it(
    'are kept for their time, and then dropped',
    test(async ({ messages, prune }) => {
      const settle = async (wamid: string) => {
        const message = await right(messages.open(draft(), -1, NOW));
        return outcomeOf(messages, message, { _tag: 'Accepted', wamid, shown: nothingShown, at: NOW });
      };
      await right(messages.recordStatus(ACME, report('early'), NOW));
      await right(messages.recordStatus(ACME, report('late'), NOW));
      expect(await right(prune(NOW + REPORT_KEPT - 1))).to.deep.equal({ count: 0, damaged: [] });
      expect(await settle('early')).to.include({ state: 'read' });
      expect(await right(prune(NOW + REPORT_KEPT))).to.deep.equal({ count: 1, damaged: [] });
      expect(await settle('late')).to.include({ state: 'sent' });
    }),
  );

  it(
    'are dropped however many there are, of however many accounts',
    test(async ({ messages, prune }) => {
      const accounts: AccountId[] = [ACME, OTHER];
      await Promise.all(
        times(1_201, (index) =>
          right(
            messages.recordStatus(accounts[index % 2] ?? ACME, report(`w${index}`), NOW + (index % 3 === 0 ? 1 : 0)),
          ),
        ),
      );
      expect(await right(prune(NOW + REPORT_KEPT))).to.deep.equal({ count: 800, damaged: [] });
      expect(await right(prune(NOW + REPORT_KEPT + 1))).to.deep.equal({ count: 401, damaged: [] });
      expect(await right(prune(NOW + REPORT_KEPT + 1))).to.deep.equal({ count: 0, damaged: [] });
    }),
  );
});
