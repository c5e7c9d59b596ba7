export const usersKey = ["users"];
