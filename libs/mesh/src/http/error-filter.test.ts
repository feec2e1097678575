import { describe, expect, it } from '@jest/globals'
import { NotFoundException } from '@nestjs/common'
import { answerOf } from './error-filter.js'

describe('answerOf', () => {
  it('repeats no query of a route that is not there', () => {
    expect(answerOf(new NotFoundException('Cannot GET /events/x?token=s3cret'))).toEqual({
      status: 404,
      body: { code: 'not_found', error: 'Not Found', message: 'Cannot GET /events/x', statusCode: 404 },
    })
  })
})
