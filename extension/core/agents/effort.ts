// How much a model may be told to think, from least to most. Which of them a model takes, its endpoint says.
export const efforts = ['low', 'medium', 'high', 'xhigh', 'max'] as const;
export type Effort = (typeof efforts)[number];
