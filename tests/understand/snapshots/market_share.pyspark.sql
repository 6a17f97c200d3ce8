SELECT
  `t4`.`numerator`,
  `t4`.`numerator` AS `value`
FROM (
  SELECT
    SUM(`t3`.`revenue`) AS `numerator`
  FROM (
    SELECT
      0 AS `period`,
      `t2`.`customer_id`,
      `t2`.`revenue`
    FROM (
      SELECT
        `t1`.`customer_id`,
        SUM(
          IF((
            `t1`.`kind` = 'sale'
          ) AND (
            `t1`.`currency` = 'EUR'
          ), `t1`.`amount`, NULL)
        ) AS `revenue`
      FROM (
        SELECT
          *
        FROM `orders` AS `t0`
        WHERE
          `t0`.`day` >= MAKE_DATE(2023, 7, 1) AND `t0`.`day` < MAKE_DATE(2024, 7, 1)
      ) AS `t1`
      GROUP BY
        1
    ) AS `t2`
  ) AS `t3`
) AS `t4`
