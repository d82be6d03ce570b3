export const needs = ['sql'] as const
