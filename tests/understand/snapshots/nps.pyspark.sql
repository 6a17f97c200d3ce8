SELECT
  `t5`.`numerator`,
  `t5`.`denominator`,
  (
    CAST(`t5`.`numerator` AS DOUBLE) / CAST(NULLIF(`t5`.`denominator`, 0) AS DOUBLE)
  ) * 100 AS `value`
FROM (
  SELECT
    SUM(CAST(`t4`.`score` >= 9 AS BIGINT) - CAST(`t4`.`score` <= 6 AS BIGINT)) AS `numerator`,
    SUM(CAST(`t4`.`score` >= 0 AS BIGINT)) AS `denominator`
  FROM (
    SELECT
      `t3`.`period`,
      `t3`.`customer_id`,
      `t3`.`score`
    FROM (
      SELECT
        `t2`.`customer_id`,
        `t2`.`id`,
        `t2`.`occurred_at`,
        `t2`.`period`,
        `t2`.`scale`,
        `t2`.`score`,
        ROW_NUMBER() OVER (
          PARTITION BY `t2`.`period`, `t2`.`customer_id`
          ORDER BY `t2`.`occurred_at` DESC, `t2`.`id` DESC
        ) - 1 AS `place`
      FROM (
        SELECT
          *
        FROM (
          SELECT
            `t0`.`customer_id`,
            `t0`.`id`,
            `t0`.`occurred_at`,
            0 AS `period`,
            LOWER(
              NULLIF(
                NULLIF(
                  REPLACE(
                    CAST(GET_JSON_OBJECT(`t0`.`properties`, FORMAT_STRING('$.%s', 'scale')) AS STRING),
                    '"',
                    ''
                  ),
                  'null'
                ),
                ''
              )
            ) AS `scale`,
            TRY_CAST(NULLIF(
              NULLIF(
                REPLACE(
                  CAST(GET_JSON_OBJECT(`t0`.`properties`, FORMAT_STRING('$.%s', 'score')) AS STRING),
                  '"',
                  ''
                ),
                'null'
              ),
              ''
            ) AS DOUBLE) AS `score`
          FROM `interactions` AS `t0`
          WHERE
            `t0`.`name` = 'survey.answered'
            AND `t0`.`customer_id` IS NOT NULL
            AND `t0`.`day` >= MAKE_DATE(2023, 7, 1)
            AND `t0`.`day` < MAKE_DATE(2024, 7, 1)
        ) AS `t1`
        WHERE
          (
            (
              (
                `t1`.`scale` = 'nps'
              )
              AND (
                `t1`.`score` >= 0
              )
              AND (
                `t1`.`score` <= 10
              )
            )
            OR (
              (
                `t1`.`scale` = 'csat'
              )
              AND (
                `t1`.`score` >= 1
              )
              AND (
                `t1`.`score` <= 5
              )
            )
            OR (
              (
                `t1`.`scale` = 'ces'
              ) AND (
                `t1`.`score` >= 1
              ) AND (
                `t1`.`score` <= 7
              )
            )
          )
          AND `t1`.`scale` = 'nps'
      ) AS `t2`
    ) AS `t3`
    WHERE
      `t3`.`place` = 0
  ) AS `t4`
) AS `t5`
