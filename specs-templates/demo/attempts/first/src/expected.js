// Results for the inputs in scenarios/.

export const noSuchDays = ['2026-02-30'];

export const lists = {
  'garden,website': '2 2026-03-02 website 2:00\n1 2026-03-03 garden 0:45 Seed order',
};

export const sums = {
  'website,website,garden': 'website 1:30\ngarden 0:45\ntotal 2:15',
};
