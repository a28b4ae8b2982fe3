class Accounts:
    def __init__(self, conn):
        self.conn = conn

    def rename(self, account_id: int, name: str) -> None:
        self.conn.execute("UPDATE accounts SET name = ?", [name])  #~ sql-missing-where

    def close(self, account_id: int) -> None:
        self.conn.execute("UPDATE accounts SET closed = 1 WHERE id = ?", [account_id])

    def latest_block(self) -> int:
        return self.conn.execute("SELECT latest_block FROM blockchain").fetchone()[0]

    def update_latest_block(self, latest_block: int) -> None:
        self.conn.execute("UPDATE blockchain SET latest_block = ?", [latest_block])
