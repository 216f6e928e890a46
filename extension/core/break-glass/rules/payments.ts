// Break-glass: payments.
import { cueRule } from '../find-spots.ts';

export const payments = cueRule({
  id: 'payments',
  title: 'payments',
  reason: 'Money that went the wrong way does not come back with a revert.',
  weight: 9,
  cues: [
    {
      pattern:
        /\b(stripe|paypal|braintree|adyen|square|razorpay|mollie)\.\w+|\b(Stripe|PayPal|Braintree)\b\s*[(.:]/,
      question: (what) =>
        `Which amount and which account does \`${what}\` get, and what happens when it is called twice?`,
    },
    {
      pattern:
        /\b(refund|payout|charge(Card|Customer|_card|_customer)?|capture_?payment|create_?payment\w*|transfer_?funds|debit(Account)?|credit_?account)\s*\(/i,
      question: (what) => `Can \`${what}\` move money twice, or to somebody else?`,
    },
    {
      pattern:
        /\b(unit_?amount|price|amount|total|discount|quantity|currency)\w*\s*[:=]\s*(await\s+)?\(?(req(uest)?|body|params|form|input|\$_POST)\b|\bidempoten\w*|\b(processed|handled|seen)_?(events?|webhooks?|payments?|charges?)\b|\balready_?(paid|processed|charged|refunded)\b/i,
      question: (what) => `What is paid twice when \`${what}\` does not hold?`,
    },
    {
      pattern:
        /\b(payment_?intents?|payments?|wallets?|invoices?|ledger|billing|subscriptions?|payouts?|charges?)\.(create|capture|charge|credit|debit|pay|transfer|withdraw|deposit|mark_?paid|finali[sz]e|cancel|refund)\w*\s*\(|\bmark_?(as_?)?paid\b/i,
      question: (what) => `Which amount goes to whom through \`${what}\`, and can it happen twice?`,
    },
    {
      pattern: /\b(price|amount|total|balance|fee|tax|discount)(_?(cents|due|usd|eur))\b\s*[-+*/]?=/i,
      question: (what) => `In which unit is \`${what}\`, and how is it rounded?`,
    },
  ],
  triggers: [
    {
      name: 'an amount',
      files: [
        { path: 'src/checkout.ts', added: ['  await stripe.charges.create({ amount: total * 100 });'] },
      ],
    },
    {
      name: 'a refund',
      files: [{ path: 'app/orders.py', added: ['    refund(order.payment, order.total)'] }],
    },
    { name: 'cents', files: [{ path: 'lib/cart.rb', added: ['total_cents = items.sum(&:price) * 100'] }] },
  ],
  passes: [
    { name: 'a debit word', files: [{ path: 'src/text.ts', added: ['const label = "Refund policy";'] }] },
    { name: 'a square', files: [{ path: 'src/shape.ts', added: ['const area = square(side);'] }] },
    {
      name: 'a total of something',
      files: [{ path: 'src/count.ts', added: ['const total = items.length;'] }],
    },
  ],
});
