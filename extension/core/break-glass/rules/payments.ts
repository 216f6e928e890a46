// Break-glass: payments.
import { cueRule } from '../find-spots.ts';

export const payments = cueRule({
  id: 'payments',
  title: 'payments',
  reason: 'Money that went the wrong way does not come back with a revert.',
  weight: 9,
  cues: [
    {
      pattern: /\bcurrency\b["']?\s*(=>|[:=](?!=))|\bretry\w*\b|\bretries\b/i,
      path: /(^|[/_.-])(payments?|billing|checkout|charges?|refunds?|payouts?|orders?|invoices?|pay)([/_.-]|$)|(Payment|Billing|Checkout|Charge|Refund|Payout|Invoice)/,
      question: (what) => `What is paid, and how often, with \`${what}\` as it is?`,
    },
    {
      pattern:
        /\b(proration|prorate|dunning|collection_?method|payment_?behavior|capture_?method|billing_?(cycle|anchor)|overdraft|chargeback|payout_?schedule)\w*\b|\b\w*(price|amount|balance|fee|discount|subtotal)\w*\b[^;]{0,30}\)\.(to_i|round|floor|ceil|truncate)\b/i,
      question: (what) => `Who pays what, and when, with \`${what}\` as it is?`,
    },
    {
      pattern:
        /\b(intent|payment|charge|invoice|subscription|transaction|order)s?\b(\.|->|::|\[["'])(payment_?)?(status|state|paid)\b|\b(trial_?(end|days|period|until)\w*|credit_?limit|spending_?limit)\b|\.call\{\s*value\b|\bbalances?(Of)?\[[^\]]+\]\s*[-+]?=/i,
      question: (what) => `What is given before it is paid, when \`${what}\` reads as it does?`,
    },
    {
      // Money in a binary fraction, or cut to whole units, loses some of it each time.
      pattern:
        /\b(double|float(32|64)?|f32|f64|real)\b[?\s]*[^(=;]{0,20}\b\w*(price|amount|balance|fee|discount|subtotal|salary)\w*\b|\b\w*(price|amount|balance|fee|discount|subtotal|salary)\w*\b\s*[:=]?\s*(\(?\b(double|float(32|64)?|f32|f64|real)\b|(parse_?)?float\()|\b(round\w*|floor|ceil\w*|trunc\w*|toFixed|setScale|quantize|to_i|intdiv)\b\W.{0,40}\b\w*(price|amount|balance|fee|discount|subtotal|tax|vat)\w*\b|\b\w*(price|amount|balance|fee|discount|subtotal|tax|vat)\w*(\(\))?\.(round\w*|floor|ceil|trunc\w*|toFixed|setScale|quantize|to_i)\b/i,
      question: (what) => `How much money does \`${what}\` lose or make when it is rounded a million times?`,
    },
    {
      pattern:
        /\b(create|send|issue|process|capture|void|cancel|reverse|settle|disburse|transfer|withdraw|deposit|charge|refund|credit|debit|apply|redeem)_?\w{0,12}(payment|refund|charge|payout|invoice|funds|money|balance|subscription|wallet|coupon|gift_?card)s?\w*\s*\(/i,
      question: (what) => `Which amount goes to whom through \`${what}\`, and can it happen twice?`,
    },
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
    {
      name: 'money in a fraction',
      files: [{ path: 'src/Item.java', added: ['    private double unitPrice;'] }],
    },
    { name: 'cents', files: [{ path: 'lib/cart.rb', added: ['total_cents = items.sum(&:price) * 100'] }] },
  ],
  passes: [
    { name: 'a debit word', files: [{ path: 'src/text.ts', added: ['const label = "Refund policy";'] }] },
    { name: 'a square', files: [{ path: 'src/shape.ts', added: ['const area = square(side);'] }] },
    {
      name: 'a fraction of something else',
      files: [{ path: 'src/Item.java', added: ['    private double width;'] }],
    },
    {
      name: 'a total of something',
      files: [{ path: 'src/count.ts', added: ['const total = items.length;'] }],
    },
  ],
});
